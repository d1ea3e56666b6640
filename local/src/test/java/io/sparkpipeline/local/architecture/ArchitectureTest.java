package io.sparkpipeline.local.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries of the project: between modules, between layers, and to libraries that one place only may know. */
class ArchitectureTest {

    private static final String ROOT = "io.sparkpipeline.";
    private static final List<String> JOBS = List.of("streaming", "backup", "snapshot", "restore");

    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.sparkpipeline");

    @Test
    void everyModuleIsLookedAt() {
        for (String module : List.of("common.cli", "streaming", "backup", "snapshot", "restore", "local.process")) {
            assertThat(PROJECT.containPackage(ROOT + module)).as(module).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"streaming", "backup", "snapshot", "restore"})
    void aJobDependsOnCommonAndOnNoOtherModule(String job) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + job + "..")
                .should()
                .dependOnClassesThat(are(resideInAnyPackage("io.sparkpipeline.."))
                        .and(resideOutsideOfPackages(ROOT + job + "..", ROOT + "common..")))
                .check(PROJECT);
    }

    @Test
    void commonDependsOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "common..")
                .should()
                .dependOnClassesThat(
                        are(resideInAnyPackage("io.sparkpipeline..")).and(resideOutsideOfPackages(ROOT + "common..")))
                .check(PROJECT);
    }

    @Test
    void localReachesJobsThroughTheirCommandsOnly() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "local..")
                .should()
                .dependOnClassesThat(are(resideInAnyPackage(
                                JOBS.stream().map(job -> ROOT + job + "..").toArray(String[]::new)))
                        .and(DescribedPredicate.not(simpleNameEndingWith("Command"))))
                .because("a job runs as its user would run it")
                .check(PROJECT);
    }

    @Test
    void theAwsSdkIsKnownToTheStoreOnly() {
        onlyIn(ROOT + "common.store..", "software.amazon..");
    }

    @Test
    void sparkIsKnownToTheStreamingJobOnly() {
        onlyIn(ROOT + "streaming..", "org.apache.spark..");
    }

    /** Nothing of Kafka's client is loaded by a restore that is not to ask it. */
    @Test
    void kafkaIsKnownToOneClassOfTheRestoreJob() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "restore..")
                .and()
                .haveSimpleNameNotEndingWith("TopicExtents")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(PROJECT);
    }

    @Test
    void quartzIsKnownToTheSchedulingOnly() {
        onlyIn(ROOT + "common.schedule..", "org.quartz..");
    }

    @Test
    void picocliIsKnownToTheCommandLineOnly() {
        noClasses()
                .that(are(DescribedPredicate.not(ofTheCommandLine())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(PROJECT);
    }

    @Test
    void aConfigurationKnowsNeitherItsCommandNorItsJob() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Config")
                .should()
                .dependOnClassesThat(are(simpleNameEndingWith("Command").or(simpleNameEndingWith("Job"))))
                .check(PROJECT);
    }

    @Test
    void aJobDoesNotKnowItsCommandLine() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Job")
                .should()
                .dependOnClassesThat(are(ofTheCommandLine())
                        .and(resideOutsideOfPackages(ROOT + "common.cli", ROOT + "common.store", ROOT + "common.kube")))
                .check(PROJECT);
    }

    /** What the command will need may be loaded meanwhile. */
    @Test
    void aMainClassOnlyRunsItsCommand() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Main")
                .and()
                .resideInAnyPackage(ROOT + "streaming", ROOT + "backup", ROOT + "snapshot", ROOT + "restore")
                .should()
                .onlyDependOnClassesThat(are(simpleNameEndingWith("Command")
                        .or(simpleNameEndingWith("CommandLines"))
                        .or(simpleNameEndingWith("WarmUp"))
                        .or(resideInAnyPackage("java.."))))
                .check(PROJECT);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(PROJECT);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        TreeSet<String> unmarked = PROJECT.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> each.getName().startsWith(ROOT))
                .filter(each -> each.getClasses().stream()
                        .anyMatch(type -> !type.getSimpleName().equals("package-info")))
                .filter(each -> !isNullMarked(each))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    private static boolean isNullMarked(JavaPackage each) {
        return each.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }

    private static void onlyIn(String allowed, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROJECT);
    }

    /** Commands, the mixins that hold options, and what is nested in them; in {@code common.cli} what they are made of. */
    private static DescribedPredicate<JavaClass> ofTheCommandLine() {
        return DescribedPredicate.describe("are of the command line", type -> {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().orElseThrow();
            }
            return outermost.getPackageName().equals(ROOT + "common.cli")
                    || outermost.getSimpleName().endsWith("Command")
                    || outermost.getFields().stream().anyMatch(ArchitectureTest::isOption);
        });
    }

    private static boolean isOption(JavaField field) {
        return field.isAnnotatedWith("picocli.CommandLine$Option")
                || field.isAnnotatedWith("picocli.CommandLine$Parameters")
                || field.isAnnotatedWith("picocli.CommandLine$Mixin");
    }
}

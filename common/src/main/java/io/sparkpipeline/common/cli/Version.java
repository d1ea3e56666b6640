package io.sparkpipeline.common.cli;

/** The version of this build, from the manifest of its jar. */
public final class Version {

    private Version() {}

    /** Such as {@code 0.1.0}; {@code development} where the classes are in no jar. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** What {@code --version} prints. */
    static String line() {
        return "spark-pipeline " + number() + ", Java " + System.getProperty("java.version");
    }
}

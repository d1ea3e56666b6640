package io.sparkpipeline.streaming.pipeline;

import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loads pipelines by class name, one instance in a JVM, and tells one form of a pipeline from another. */
public final class Pipelines {

    private static final Map<String, CheckedPipeline> LOADED = new ConcurrentHashMap<>();

    private Pipelines() {}

    /**
     * The pipeline of that class.
     *
     * @throws JobException (usage) when there is no such class, it is no pipeline, or no checkpoint could hold its state
     */
    public static EventPipeline<Serializable> named(String className) {
        return LOADED.computeIfAbsent(className, Pipelines::load);
    }

    @SuppressWarnings("unchecked")
    private static CheckedPipeline load(String className) {
        String next =
                "--pipeline names a public class on the class path (./pipeline takes PIPELINE_CLASSPATH) that implements "
                        + EventPipeline.class.getName() + " and has a public constructor without parameters";
        try {
            Class<?> type = Class.forName(className, true, loader());
            if (!EventPipeline.class.isAssignableFrom(type)) {
                throw JobException.usage("the class " + className + " is no pipeline", next);
            }
            CheckedPipeline pipeline = new CheckedPipeline(
                    (EventPipeline<Serializable>) type.getConstructor().newInstance());
            checkState(pipeline.type());
            return pipeline;
        } catch (ClassNotFoundException e) {
            throw JobException.usage("there is no class " + className, next).causedBy(e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw JobException.usage("the class " + className + " can not be made", next)
                    .causedBy(e);
        } catch (InvocationTargetException e) {
            throw JobException.usage("the constructor of " + className + " fails: " + e.getCause(), next)
                    .causedBy(e);
        }
    }

    /** What is behind a class that others extend, or within a state, is tried with the first event. */
    private static void checkState(Class<?> pipeline) {
        List<String> bad = StateClasses.lifted(pipeline)
                .filter(type -> Modifier.isFinal(type.getModifiers()) && !type.isEnum())
                .filter(type -> !StateForm.canBeMade(type) && !StateForm.isReplaced(type))
                .map(Class::getName)
                .toList();
        if (!bad.isEmpty()) {
            throw JobException.usage(
                    "the state of " + pipeline.getName() + " could not be read from a checkpoint: "
                            + String.join(", ", bad)
                            + " is Externalizable and has no public constructor without parameters",
                    StateForm.REMEDY);
        }
    }

    /** Whether groups of that pipeline may expire; of one whose groups do not, none has to be looked at for it. */
    public static boolean hasEnds(EventPipeline<?> pipeline) {
        Class<?> type = pipeline instanceof CheckedPipeline checked ? checked.type() : pipeline.getClass();
        try {
            return type.getMethod("expires", String.class).getDeclaringClass() != EventPipeline.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every pipeline has it", e);
        }
    }

    /**
     * A digest of the class, its version and the class files of it, those that it extends, its state and their nested classes: equal as long as
     * a checkpoint of one is good for the other.
     */
    public static String fingerprint(String className) {
        CheckedPipeline pipeline = LOADED.computeIfAbsent(className, Pipelines::load);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((className + '\n' + pipeline.version() + '\n').getBytes(StandardCharsets.UTF_8));
            for (Class<?> type = pipeline.type(); type != null && type != Object.class; type = type.getSuperclass()) {
                addClass(digest, type);
            }
            StateClasses.of(pipeline.type()).forEach(type -> addClass(digest, type));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void addClass(MessageDigest digest, Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = loader().getResourceAsStream(file)) {
            if (in != null) {
                digest.update(in.readAllBytes());
            }
        } catch (IOException e) {
            throw JobException.failed(
                            "the class file of " + type.getName() + " can not be read: " + e.getMessage(),
                            "nothing was begun",
                            "check the jar")
                    .causedBy(e);
        }
        Arrays.stream(type.getDeclaredClasses())
                .sorted(Comparator.comparing(Class::getName))
                .forEach(nested -> addClass(digest, nested));
    }

    static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? Pipelines.class.getClassLoader() : context;
    }
}

package io.sparkpipeline.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * The first main class of every child JVM: it runs the real one, and halts the process when the parent is gone.
 *
 * <p>The parent holds the other end of standard input open and never writes; when that end closes, however the parent
 * ended, the read returns and the child halts. An interrupt from the keyboard goes to the whole process group, so the
 * child leaves it (and the hang-up of a closed terminal) to the parent, which stops its children in order. SIGTERM,
 * shutdown hooks and the exit code stay the real main class's own.
 *
 * <p>Needs the JDK only: it stands at the end of a class path that is otherwise the child's.
 */
public final class Tether {

    /** The exit code of a child whose parent went away; no code of the project's table. */
    static final int ORPHANED = 99;

    private Tether() {}

    /** Runs the main class named first with the arguments after it. */
    public static void main(String[] args) throws Throwable {
        ignore("INT");
        ignore("HUP");
        Thread watch = new Thread(() -> haltAtEnd(System.in), "tether");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(args[0]).getMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void haltAtEnd(InputStream fromParent) {
        try {
            while (fromParent.read() >= 0) {
                // The parent writes nothing; what comes is of no concern.
            }
        } catch (IOException e) {
            // A broken pipe is an end like any other.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    /**
     * Installs a handler that does nothing; not the system's SIG_IGN, which a handler chained in front of it (as
     * Kafka's {@code LoggingSignalHandler}) could not call. By reflection, because a direct use of this class can't be
     * compiled without a warning.
     */
    private static void ignore(String signal) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    Tether.class.getClassLoader(), new Class<?>[] {handler}, Tether::handleQuietly);
            type.getMethod("handle", type, handler)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal), nothing);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.err.println("SIG" + signal + " stays with the JVM: " + e);
        }
    }

    @SuppressWarnings("NullAway") // what a void method returns through a proxy
    private static Object handleQuietly(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString" -> "ignored";
            default -> null;
        };
    }
}

package io.sparkpipeline.local.process;

import io.sparkpipeline.common.time.Pauses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Main classes that the tests run as children. */
final class Children {

    private Children() {}

    /** Runs until it is ended; says so when its shutdown hook runs. */
    static final class Waiting {
        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
            System.out.println("up");
            Pauses.pace(Duration.ofMinutes(5));
        }
    }

    /** Ends with the code given. */
    static final class Exiting {
        public static void main(String[] args) {
            System.out.println("ends with " + args[0]);
            System.exit(Integer.parseInt(args[0]));
        }
    }

    /** Ends as a main that throws. */
    static final class Throwing {
        public static void main(String[] args) {
            if (args.length == 0) {
                throw new IllegalStateException("thrown by the child");
            }
        }
    }

    /** Prints the variables given that are set. */
    static final class Speaking {
        public static void main(String[] args) {
            List.of(args)
                    .forEach(name -> System.out.println(name + "="
                            + io.sparkpipeline.common.cli.Environment.system().get(name)));
        }
    }

    /** Starts two children, one of them paused, writes their process ids into a file, and waits. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            CloseStack stack = CloseStack.closedAtShutdown();
            ChildProcess running = stack.open(() ->
                    ChildJvm.of("running", Waiting.class.getName(), folder).start());
            ChildProcess paused = stack.open(
                    () -> ChildJvm.of("paused", Waiting.class.getName(), folder).start());
            paused.pause();
            Path file = folder.resolve("pids.tmp");
            Files.write(file, List.of(Long.toString(running.pid()), Long.toString(paused.pid())));
            Files.move(file, folder.resolve("pids"));
            Pauses.pace(Duration.ofMinutes(5));
        }
    }
}

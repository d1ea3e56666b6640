package io.sparkpipeline.local.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the project, in which its modules were built. */
public final class ProjectHome {

    private ProjectHome() {}

    /** From the system property {@code pipeline.home}, else the folder that this module was built in. */
    public static Path locate() {
        String given = System.getProperty("pipeline.home");
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        for (Path folder = ChildJvm.placeOf(ProjectHome.class); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("streaming-job").resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no project folder above " + ChildJvm.placeOf(ProjectHome.class)
                + "; set the system property pipeline.home");
    }
}

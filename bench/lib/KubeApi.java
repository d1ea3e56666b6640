import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.local.kubernetes.LocalKubernetes;
import java.io.IOException;
import java.nio.file.Path;

/** The local Kubernetes API by itself, with one bound claim; prints its URL, and runs until it is killed. */
final class KubeApi {

    private KubeApi() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: KubeApi <folder> <claim>");
            System.exit(2);
        }
        Path folder = Path.of(args[0]);
        try (LocalKubernetes api = LocalKubernetes.start(folder, Clocks.system())) {
            api.createClaim(args[1], folder.resolve("volume"), LocalKubernetes.STORAGE_CLASS);
            System.out.println(api.apiUrl());
            Thread.currentThread().join();
        }
    }
}

package io.sparkpipeline.local.stage;

import io.sparkpipeline.local.kubernetes.LocalKubernetes;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.local.work.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The jobs, each with the variables that its pod would have on this stage. */
public final class StageJobs {

    private final Path folder;
    private final Map<String, String> variables;
    private final CloseStack closing;

    private StageJobs(Path folder, Map<String, String> variables, CloseStack closing) {
        this.folder = folder;
        this.variables = variables;
        this.closing = closing;
    }

    static StageJobs of(Stage stage, WorkDirectory work, CloseStack closing) throws IOException {
        Map<String, String> variables = new HashMap<>(stage.s3().credentials());
        variables.put("SOURCE", stage.checkpoint().toString());
        variables.put("TARGET", stage.checkpoint().toString());
        variables.put("BUCKET", stage.s3().bucket());
        variables.put("ENDPOINT", stage.s3().endpoint().toString());
        variables.put("REGION", LocalS3.REGION);
        variables.put("APP", Stage.APP);
        variables.put("BACKUP_SIGNING_KEY_FILE", signingKey(work).toString());
        variables.put("KUBE_API", stage.kubernetes().apiUrl());
        variables.put("NAMESPACE", LocalKubernetes.NAMESPACE);
        variables.put("SNAPSHOT_CLASS", LocalKubernetes.SNAPSHOT_CLASS);
        return new StageJobs(work.folder("jobs"), Map.copyOf(variables), closing);
    }

    /** One for all jobs of a stage, made at the first call. */
    private static Path signingKey(WorkDirectory work) throws IOException {
        Path file = work.path().resolve("signing.key");
        if (Files.notExists(file)) {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            Files.writeString(file, Base64.getEncoder().encodeToString(key));
        }
        return file;
    }

    /** Checkpoint directory to S3. */
    public JobRun backup() {
        return JobRun.backup(folder, variables, closing);
    }

    /** S3 to checkpoint directory; with {@code from-snapshot}, snapshot to a new claim. */
    public JobRun restore() {
        return JobRun.restore(folder, variables, closing);
    }

    /** A snapshot of a claim. */
    public JobRun snapshot(String claim) {
        Map<String, String> more = new HashMap<>(variables);
        more.put("PVC", claim);
        return JobRun.snapshot(folder, more, closing);
    }
}

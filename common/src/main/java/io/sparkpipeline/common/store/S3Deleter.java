package io.sparkpipeline.common.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Deletes objects and unfinished uploads of an S3 bucket. */
final class S3Deleter implements ObjectDeleter {

    private static final Logger LOG = LoggerFactory.getLogger(S3Deleter.class);

    /** DeleteObjects takes at most this many keys (Amazon S3 API Reference). */
    private static final int DELETE_BATCH = 1000;

    private final S3Client client;
    private final String bucket;
    private final S3Failures failures;

    S3Deleter(S3Client client, String bucket, S3Failures failures) {
        this.client = client;
        this.bucket = bucket;
        this.failures = failures;
    }

    @Override
    public void delete(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += DELETE_BATCH) {
            deleteBatch(all.subList(from, Math.min(all.size(), from + DELETE_BATCH)));
        }
    }

    private void deleteBatch(List<String> keys) {
        List<ObjectIdentifier> identifiers = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        DeleteObjectsResponse answer = failures.call(
                "DELETE of " + keys.size() + " objects",
                () -> client.deleteObjects(request -> request.bucket(bucket)
                        .delete(delete -> delete.objects(identifiers).quiet(true))));
        if (answer.hasErrors() && !answer.errors().isEmpty()) {
            var first = answer.errors().get(0);
            StoreException.Kind kind = switch (first.code()) {
                case "AccessDenied" -> StoreException.Kind.DENIED;
                case "InternalError", "SlowDown" -> StoreException.Kind.BUSY;
                default -> StoreException.Kind.REJECTED;
            };
            throw new StoreException(
                    kind,
                    answer.errors().size() + " of " + keys.size() + " objects were not deleted, the first "
                            + first.key() + ": " + first.code() + " " + first.message(),
                    null);
        }
    }

    @Override
    public int abortUploads(String prefix, Instant before) {
        int freed = 0;
        try {
            var uploads =
                    failures.call(
                            "LIST uploads of " + prefix,
                            () -> client
                                    .listMultipartUploadsPaginator(
                                            request -> request.bucket(bucket).prefix(prefix))
                                    .uploads()
                                    .stream()
                                    .filter(upload -> upload.initiated().isBefore(before))
                                    .toList());
            for (var upload : uploads) {
                failures.call(
                        "DELETE upload of " + upload.key(),
                        () -> client.abortMultipartUpload(request ->
                                request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
                freed++;
            }
        } catch (StoreException e) {
            if (e.kind().retryable()) {
                throw e;
            }
            LOG.warn("unfinished uploads could not be freed, a life-cycle rule of the bucket may: {}", e.happened());
        }
        return freed;
    }
}

package io.sparkpipeline.common.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** An upload that another one carries out, for those who add something to some of its steps. */
abstract class ForwardedUpload implements MultipartUpload {

    private final MultipartUpload upload;

    ForwardedUpload(MultipartUpload upload) {
        this.upload = upload;
    }

    /** The same of each upload by its key. */
    static Map<String, MultipartUpload> each(
            Map<String, MultipartUpload> uploads, UnaryOperator<MultipartUpload> forwarded) {
        Map<String, MultipartUpload> all = new TreeMap<>(uploads);
        all.replaceAll((key, upload) -> forwarded.apply(upload));
        return all;
    }

    @Override
    public boolean has(int number, Chunk content) {
        return upload.has(number, content);
    }

    @Override
    public void part(int number, Chunk content) {
        upload.part(number, content);
    }

    @Override
    public void complete() {
        upload.complete();
    }

    @Override
    public void abort() {
        upload.abort();
    }
}

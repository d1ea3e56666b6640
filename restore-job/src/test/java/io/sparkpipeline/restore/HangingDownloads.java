package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.store.FaultyProxy;
import io.sparkpipeline.common.store.FaultyProxy.Fault;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A proxy that never answers a download, so that a job can be told to end in the middle of one. */
final class HangingDownloads implements AutoCloseable {

    private final FaultyProxy proxy;
    private final CountDownLatch begun = new CountDownLatch(1);

    private HangingDownloads(FaultyProxy proxy) {
        this.proxy = proxy;
    }

    static HangingDownloads before(URI server) throws IOException {
        HangingDownloads downloads = new HangingDownloads(FaultyProxy.before(server));
        downloads.proxy.plan((number, method, path) -> downloads.fault(path));
        return downloads;
    }

    /** The manifest and the index come: only the segments do not. */
    private Fault fault(String path) {
        if (!path.contains("/segments/")) {
            return Fault.NONE;
        }
        begun.countDown();
        return Fault.HANG;
    }

    URI endpoint() {
        return proxy.endpoint();
    }

    void awaitTheFirst() throws InterruptedException {
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}

package io.sparkpipeline.local.cluster;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Addresses for pods: each has one of its own, so that the ports in the manifests are the same for all. Linux answers on all
 * of 127.0.0.0/8; which part of it a run takes is left to chance, for others may run beside it.
 */
final class PodAddresses {

    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    private final int network = RANDOM.nextInt(1, 255);
    private final int subnet = RANDOM.nextInt(255);
    private final AtomicInteger last = new AtomicInteger();

    /** One that no pod of this run has had. */
    String next() {
        int host = last.incrementAndGet();
        return String.format(Locale.ROOT, "127.%d.%d.%d", network, (subnet + host / 254) % 255, host % 254 + 1);
    }
}

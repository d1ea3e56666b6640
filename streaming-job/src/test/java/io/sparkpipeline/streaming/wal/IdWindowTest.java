package io.sparkpipeline.streaming.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdWindowTest {

    /** Against java.util's own map, with ids that collide in the table much more often than real ones. */
    @Test
    void itIsWhatAMapIs() {
        Random random = new Random(7);
        IdWindow window = new IdWindow();
        Map<IdHash, Long> model = new LinkedHashMap<>();
        long next = 0;
        for (int step = 0; step < 200_000; step++) {
            IdHash id = new IdHash(random.nextInt(4_000), random.nextInt(2));
            assertThat(window.contains(id)).isEqualTo(model.containsKey(id));
            if (!model.containsKey(id)) {
                window.add(id, next);
                model.put(id, next);
            }
            next += random.nextInt(2);
            if (step % 50 == 0) {
                long oldest = next - 3_000 + random.nextInt(1_000);
                window.forgetBefore(oldest);
                model.values().removeIf(offset -> offset < oldest);
            }
            if (step % 1_000 == 0) {
                long newest = next - random.nextInt(100);
                window.forgetFrom(newest);
                for (Iterator<Long> offsets = model.values().iterator(); offsets.hasNext(); ) {
                    if (offsets.next() >= newest) {
                        offsets.remove();
                    }
                }
                next = newest;
            }
            assertThat(window.size()).isEqualTo(model.size());
        }
    }
}

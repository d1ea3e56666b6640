package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.streaming.config.StreamConfig;
import io.sparkpipeline.streaming.pipeline.EventPipeline;
import io.sparkpipeline.streaming.pipeline.Pipelines;
import io.sparkpipeline.streaming.savepoint.PartFiles;
import io.sparkpipeline.streaming.savepoint.SavedGroup;
import io.sparkpipeline.streaming.savepoint.Savepoint;
import io.sparkpipeline.streaming.savepoint.SavepointPart;
import io.sparkpipeline.streaming.savepoint.SavepointStore;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** Chooses the newest savepoint that is whole, of this topic, and readable by this pipeline. */
final class SavepointChoice {

    private final StreamConfig config;
    private final SavepointStore store;
    private final PassedOver passedOver;

    SavepointChoice(StreamConfig config, SavepointStore store, PassedOver passedOver) {
        this.config = config;
        this.store = store;
        this.passedOver = passedOver;
    }

    Optional<Savepoint> choose() {
        for (Path folder : store.newestFirst()) {
            try {
                Savepoint savepoint = SavepointStore.verified(folder);
                String reason = reasonAgainst(savepoint);
                if (reason.isEmpty()) {
                    return Optional.of(savepoint);
                }
                passedOver.add("savepoint " + savepoint.name(), reason);
            } catch (IOException e) {
                passedOver.add("savepoint " + folder.getFileName(), String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private String reasonAgainst(Savepoint savepoint) {
        if (!savepoint.manifest().offsets().byTopic().containsKey(config.kafka().topic())) {
            return "it is of another topic than " + config.kafka().topic();
        }
        EventPipeline<Serializable> pipeline = Pipelines.named(config.kafka().pipeline());
        for (SavepointPart part : savepoint.manifest().parts()) {
            Iterator<SavedGroup> groups = PartFiles.read(savepoint.folder().resolve(part.name()));
            if (groups.hasNext()) {
                try {
                    pipeline.load(groups.next().state());
                } catch (IllegalArgumentException e) {
                    return "the pipeline " + config.kafka().pipeline() + " can't read its state: " + e.getMessage();
                }
            }
        }
        return "";
    }
}

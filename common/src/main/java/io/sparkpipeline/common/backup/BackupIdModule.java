package io.sparkpipeline.common.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Serial;

/** Ids are plain strings in JSON. */
final class BackupIdModule extends SimpleModule {

    @Serial
    private static final long serialVersionUID = 1L;

    BackupIdModule() {
        addSerializer(BackupId.class, ToStringSerializer.instance);
        addDeserializer(BackupId.class, new Deserializer());
    }

    private static final class Deserializer extends StdDeserializer<BackupId> {

        @Serial
        private static final long serialVersionUID = 1L;

        Deserializer() {
            super(BackupId.class);
        }

        @Override
        public BackupId deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new BackupId(parser.getValueAsString(""));
        }
    }
}

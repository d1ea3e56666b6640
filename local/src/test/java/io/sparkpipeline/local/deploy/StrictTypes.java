package io.sparkpipeline.local.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

/** Kubernetes' own kinds by fabric8's types, which take any field by themselves: here an unknown one is refused. */
final class StrictTypes {

    private static final JsonMapper STRICT = strict();

    private StrictTypes() {}

    /**
     * Reads the node as that type.
     *
     * @throws JsonProcessingException that names the field, where one is unknown or of another type
     */
    static <T> T read(JsonNode node, Class<T> type) throws JsonProcessingException {
        return STRICT.treeToValue(node, type);
    }

    private static JsonMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .annotationIntrospector(new NoAnySetters())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        for (CoercionInputShape shape : new CoercionInputShape[] {
            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** Without the setter that takes what no field does. */
    private static final class NoAnySetters extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return Boolean.FALSE;
        }
    }
}

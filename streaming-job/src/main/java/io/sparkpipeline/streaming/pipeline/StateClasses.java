package io.sparkpipeline.streaming.pipeline;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a pipeline's state is made of, as far as they came with the pipeline: its own, those of its fields, and
 * theirs. A checkpoint holds them serialized, so that one with other fields can't be read any more.
 */
final class StateClasses {

    private final @Nullable URL source;
    private final Set<Class<?>> found = new TreeSet<>(Comparator.comparing(Class::getName));
    private final Deque<Type> open = new ArrayDeque<>();

    private StateClasses(@Nullable URL source) {
        this.source = source;
    }

    /** By name; a field whose type is an interface hides what is behind it. */
    static Collection<Class<?>> of(Class<?> pipeline) {
        StateClasses classes = new StateClasses(sourceOf(pipeline));
        lifts(pipeline).map(Method::getGenericReturnType).forEach(classes.open::add);
        while (!classes.open.isEmpty()) {
            classes.visit(classes.open.remove());
        }
        return classes.found;
    }

    /** What a pipeline says that an event is lifted to, where that is a class. */
    static Stream<Class<?>> lifted(Class<?> pipeline) {
        return lifts(pipeline).map(Method::getReturnType);
    }

    /** As written: a class that inherits it from one that is not public has the compiler's bridge only. */
    private static Stream<Method> lifts(Class<?> pipeline) {
        List<Method> visible = written(pipeline.getMethods());
        for (Class<?> type = pipeline; visible.isEmpty() && type != null; type = type.getSuperclass()) {
            visible = written(type.getDeclaredMethods());
        }
        return visible.stream();
    }

    private static List<Method> written(Method[] methods) {
        return Arrays.stream(methods)
                .filter(method -> method.getName().equals("lift") && !method.isBridge())
                .toList();
    }

    private void visit(Type type) {
        if (type instanceof ParameterizedType generic) {
            open.add(generic.getRawType());
            open.addAll(Arrays.asList(generic.getActualTypeArguments()));
        } else if (type instanceof WildcardType wildcard) {
            open.addAll(Arrays.asList(wildcard.getUpperBounds()));
        } else if (type instanceof Class<?> plain) {
            if (plain.isArray()) {
                open.add(plain.getComponentType());
            } else if (Objects.equals(sourceOf(plain), source) && found.add(plain)) {
                visitClass(plain);
            }
        }
    }

    private void visitClass(Class<?> type) {
        if (type.getGenericSuperclass() != null) {
            open.add(type.getGenericSuperclass());
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                open.add(field.getGenericType());
            }
        }
    }

    private static @Nullable URL sourceOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}

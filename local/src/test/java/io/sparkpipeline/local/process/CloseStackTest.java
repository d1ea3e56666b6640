package io.sparkpipeline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {

    private final List<String> order = new ArrayList<>();

    @Test
    void closesInReverseAndOnce() throws Exception {
        CloseStack stack = CloseStack.closedAtShutdown();
        stack.open(() -> () -> order.add("first"));
        stack.open(() -> () -> order.add("second"));
        stack.close();
        stack.close();
        assertThat(order).containsExactly("second", "first");
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersOpen() throws Exception {
        CloseStack stack = CloseStack.closedAtShutdown();
        stack.open(() -> () -> order.add("first"));
        stack.open(() -> () -> {
            throw new IllegalStateException("does not close");
        });
        stack.close();
        assertThat(order).containsExactly("first");
    }

    @Test
    void nothingOpensOnceItIsClosed() throws Exception {
        CloseStack stack = CloseStack.closedAtShutdown();
        stack.close();
        assertThatThrownBy(() -> stack.open(() -> () -> order.add("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(order).isEmpty();
    }
}

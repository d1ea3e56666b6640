package io.sparkpipeline.local.driver;

/** Is told what happens to the driver, on the supervisor's thread; must not block. */
@FunctionalInterface
public interface DriverListener {

    void on(DriverEvent event);
}

/**
 * The demo: the whole story on one machine, from the first event to the verdict, with its timeline and report.
 */
@NullMarked
package io.sparkpipeline.local.demo;

import org.jspecify.annotations.NullMarked;

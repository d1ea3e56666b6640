/** The contract of an object store, the servers it is proven against, and faults on the way to them. */
@NullMarked
package io.sparkpipeline.common.store;

import org.jspecify.annotations.NullMarked;

package io.sparkpipeline.local;

import io.sparkpipeline.local.demo.DemoCommand;
import io.sparkpipeline.local.up.UpCommand;
import picocli.CommandLine.Command;

/** The commands that run the whole of it on one machine. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        subcommands = {DemoCommand.class, UpCommand.class},
        description = "The self-healing Spark pipeline on one machine, with Kafka, S3 and a Kubernetes API of its own.")
public final class LocalCommand {}

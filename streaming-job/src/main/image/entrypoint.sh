#!/bin/sh
# The arguments are the job's, as in the images of the other jobs. Spark on Kubernetes starts drivers and executors by a
# first word of its own, and its image knows how.
case "${1-}" in
    driver | executor) exec /opt/entrypoint.sh "$@" ;;
    *) exec java @/opt/spark-pipeline/jvm-options.txt -cp '/opt/spark/jars/*' io.sparkpipeline.streaming.StreamMain "$@" ;;
esac

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Reads the cluster's times, which are nanoseconds since 1970.</summary>
internal static class Moments
{
    private const long NanosecondsPerTick = 100;

    /// <summary>A time; null for nought, which means that there is none.</summary>
    public static DateTimeOffset? Of(long? nanoseconds) => nanoseconds is > 0 ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds.Value / NanosecondsPerTick) : null;
}

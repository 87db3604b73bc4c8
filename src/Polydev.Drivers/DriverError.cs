namespace Polydev.Drivers;

/// <summary>The stage at which a driver failed.</summary>
public enum DriverError
{
    /// <summary>The engine (operating system, daemon, cluster) cannot be used.</summary>
    Unavailable,

    /// <summary>There is no room: memory, process ids, disk.</summary>
    OutOfCapacity,

    /// <summary>The image or binary is not there.</summary>
    ImageMissing,

    /// <summary>The engine did not answer in time.</summary>
    StartTimedOut,

    /// <summary>The worker is not known.</summary>
    NotFound,
}

namespace Polydev.Drivers.Fake;

/// <summary>What the workers of a fake driver are to do, unless it is told otherwise at run time.</summary>
public sealed class FakeDriverOptions
{
    /// <summary>Name of the node they seem to run on.</summary>
    public string Node { get; set; } = "fake";

    /// <summary>How long a start takes.</summary>
    public TimeSpan StartDelay { get; set; }

    /// <summary>How long a worker lives before it ends by itself; null for ever.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Why such a worker ended.</summary>
    public string EndReason { get; set; } = "exited with code 0";

    /// <summary>Its exit code.</summary>
    public int? EndCode { get; set; } = 0;

    /// <summary>The stage at which every start fails; null for none.</summary>
    public DriverError? Failure { get; set; }

    /// <summary>Whether the driver says that it can be used.</summary>
    public bool Usable { get; set; } = true;
}

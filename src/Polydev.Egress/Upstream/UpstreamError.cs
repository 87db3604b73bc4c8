namespace Polydev.Egress.Upstream;

/// <summary>Why no connection came about.</summary>
public enum UpstreamError
{
    /// <summary>The name stands only for addresses that may not be dialled.</summary>
    Denied,

    /// <summary>The name is unknown, or the target refused.</summary>
    Unreachable,

    /// <summary>The target did not answer in time.</summary>
    TimedOut,
}

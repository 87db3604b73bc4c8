namespace Polydev.Node.Cluster;

/// <summary>What came of dialling the controller.</summary>
internal abstract record DialResult
{
    private DialResult()
    {
    }

    /// <summary>It is open, and the first line is sent.</summary>
    public sealed record Connected(ControllerConnection Connection) : DialResult;

    /// <summary>Nobody answers at any address. Another time there may be somebody.</summary>
    public sealed record Unreachable(string Reason) : DialResult;

    /// <summary>Somebody answers who is not the controller, or not at this time.</summary>
    public sealed record Untrusted(string Reason) : DialResult;
}

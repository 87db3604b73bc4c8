namespace Polydev.Node.Cluster;

/// <summary>What came of asking for a certificate.</summary>
internal abstract record JoinResult
{
    private JoinResult()
    {
    }

    /// <summary>It is there, and kept.</summary>
    public sealed record Joined(NodeIdentity Identity) : JoinResult;

    /// <summary>The controller does not give one; asking again would meet the same answer.</summary>
    public sealed record Refused(string Code, string Reason) : JoinResult;

    /// <summary>Nobody answered, or not to the end. Another time may be better.</summary>
    public sealed record Failed(string Reason) : JoinResult;
}

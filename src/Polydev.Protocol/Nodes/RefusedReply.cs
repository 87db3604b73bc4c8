namespace Polydev.Protocol.Nodes;

/// <summary>The controller does not do what was asked. The connection ends behind it.</summary>
public sealed record RefusedReply : NodeReply
{
    /// <summary>One of <see cref="RefusalCodes"/>.</summary>
    public string Code { get; init => field = value ?? ""; } = "";

    /// <summary>Why, and what to do, in words for the operator of the node.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}

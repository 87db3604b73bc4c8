namespace Polydev.Node.Cluster;

/// <summary>The node cannot go on as things are: its operator must do something, and the message says what.</summary>
/// <param name="code">Stable code for programs, of <c>RefusalCodes</c> or the node's own.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class NodeEndedException(string code, string message) : Exception(message)
{
    /// <summary>Stable code for programs.</summary>
    public string Code { get; } = code;
}

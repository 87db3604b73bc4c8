namespace Polydev.Worker.Linked;

/// <summary>What came of trying to have a link.</summary>
internal abstract record JoinResult
{
    /// <summary>The controller welcomed the worker.</summary>
    public sealed record Joined(Link Link) : JoinResult;

    /// <summary>There is no point in trying on: the code to exit with.</summary>
    public sealed record Hopeless(int ExitCode) : JoinResult;
}

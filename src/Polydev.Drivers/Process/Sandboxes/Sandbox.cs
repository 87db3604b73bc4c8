namespace Polydev.Drivers.Process.Sandboxes;

/// <summary>One way to wall a worker in.</summary>
internal abstract class Sandbox
{
    /// <summary>The choice that asks for it.</summary>
    public abstract IsolationChoice Choice { get; }

    /// <summary>What builds the walls, in words for an operator.</summary>
    public abstract string Mechanism { get; }

    /// <summary>Whether the worker has no network.</summary>
    public abstract bool Network { get; }

    /// <summary>Whether it sees only its own files.</summary>
    public abstract bool Filesystem { get; }

    /// <summary>Whether it sees only its own processes, which end with it.</summary>
    public abstract bool Processes { get; }

    /// <summary>The whole command line that runs a worker's within the walls.</summary>
    /// <param name="command">The worker's own, its program an absolute path.</param>
    /// <param name="workingDirectory">The worker's directory, the only one it may write to.</param>
    public abstract IReadOnlyList<string> Wrap(IReadOnlyList<string> command, string workingDirectory);
}

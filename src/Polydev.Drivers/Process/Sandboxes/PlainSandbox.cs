namespace Polydev.Drivers.Process.Sandboxes;

/// <summary>No walls but what every worker has: a session and directory of its own, nothing inherited.</summary>
internal sealed class PlainSandbox : Sandbox
{
    public override IsolationChoice Choice => IsolationChoice.None;

    public override string Mechanism => "none";

    public override bool Network => false;

    public override bool Filesystem => false;

    public override bool Processes => false;

    public override IReadOnlyList<string> Wrap(IReadOnlyList<string> command, string workingDirectory) => command;
}

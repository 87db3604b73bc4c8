namespace Polydev.Drivers.Process.Sandboxes;

/// <summary>Namespaces made by util-linux: no network, and where the kernel lets us, no processes of others.</summary>
/// <param name="program">Path of <c>unshare</c>.</param>
/// <param name="processes">Whether to ask for a process namespace with its own <c>/proc</c>, which some containers refuse.</param>
internal sealed class UnshareSandbox(string program, bool processes) : Sandbox
{
    public override IsolationChoice Choice => IsolationChoice.Unshare;

    public override string Mechanism => processes ? "unshare" : "unshare (network only)";

    public override bool Network => true;

    public override bool Filesystem => false;

    public override bool Processes => processes;

    public override IReadOnlyList<string> Wrap(IReadOnlyList<string> command, string workingDirectory)
    {
        List<string> wrapped = [program, "--user", "--map-root-user", "--net", "--ipc", "--uts"];
        if (processes)
        {
            // Our handle is the outer process: --kill-child ends the inner one with it.
            wrapped.AddRange(["--pid", "--mount", "--fork", "--kill-child", "--mount-proc"]);
        }

        wrapped.Add("--");
        wrapped.AddRange(command);
        return wrapped;
    }
}

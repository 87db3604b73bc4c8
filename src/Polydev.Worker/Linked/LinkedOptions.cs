using System.Globalization;
using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>How a worker that serves a pool is set up: everything else arrives over its link.</summary>
internal sealed record LinkedOptions
{
    private const long MostUnackedBytes = 64 * 1024 * 1024;

    /// <summary>Directory of <c>node.sock</c> and <c>egress.sock</c>.</summary>
    public required string SocketDirectory { get; init; }

    /// <summary>Id the driver gave the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>One-time nonce to join with.</summary>
    public required string Nonce { get; init; }

    /// <summary>How long the worker lives without a link.</summary>
    public TimeSpan OrphanAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of unacknowledged events from which on an execution reads nothing more from its provider.</summary>
    public long ExecutionBytes { get; init; } = 1024 * 1024;

    /// <summary>The same for all executions together: a quarter of the memory there is, at most 64 MiB.</summary>
    public long TotalBytes { get; init; } = Math.Min(MostUnackedBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    /// <summary>Socket that leads to the controller.</summary>
    public string NodeSocket => Path.Combine(SocketDirectory, LinkPaths.NodeSocket);

    /// <summary>Socket that leads out.</summary>
    public string EgressSocket => Path.Combine(SocketDirectory, LinkPaths.EgressSocket);

    /// <summary>Whether the environment asks for this mode: any one of its variables is there.</summary>
    public static bool IsAskedFor(Func<string, string?> environment) =>
        environment(LinkPaths.SocketDirectoryVariable) is not null
        || environment(LinkPaths.WorkerIdVariable) is not null
        || environment(LinkPaths.NonceVariable) is not null;

    /// <summary>Reads the environment; every error is added to <paramref name="errors"/>. Null when there is one.</summary>
    public static LinkedOptions? Read(Func<string, string?> environment, List<string> errors)
    {
        string Required(string name)
        {
            if (environment(name) is { Length: > 0 } value)
            {
                return value;
            }

            errors.Add($"{name} is not set");
            return "";
        }

        var orphan = environment(LinkPaths.OrphanSecondsVariable) ?? "60";
        if (!double.TryParse(orphan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds is <= 0 or > 86400)
        {
            errors.Add($"{LinkPaths.OrphanSecondsVariable} must be seconds between 0 and 86400, not '{orphan}'");
            seconds = 60;
        }

        var options = new LinkedOptions
        {
            SocketDirectory = Required(LinkPaths.SocketDirectoryVariable),
            WorkerId = Required(LinkPaths.WorkerIdVariable),
            Nonce = Required(LinkPaths.NonceVariable),
            OrphanAfter = TimeSpan.FromSeconds(seconds),
        };
        return errors.Count == 0 ? options : null;
    }
}

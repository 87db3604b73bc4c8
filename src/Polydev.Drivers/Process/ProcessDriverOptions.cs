namespace Polydev.Drivers.Process;

/// <summary>How worker processes are started on this machine.</summary>
public sealed class ProcessDriverOptions
{
    /// <summary>The worker: a native binary, or a framework-dependent <c>polydev-worker</c> with its <c>.dll</c> beside it, or that <c>.dll</c>.</summary>
    public string WorkerPath { get; set; } = "";

    /// <summary>What the worker is told on its command line; nothing for our own.</summary>
    public IReadOnlyList<string> WorkerArguments { get; set; } = [];

    /// <summary>What makes the worker end by itself with code 0; run once in each kind of wall to see whether it stands.</summary>
    public IReadOnlyList<string> ProbeArguments { get; set; } = ["--version"];

    /// <summary>Directory of <c>node.sock</c> and <c>egress.sock</c>. It must stay the same directory over restarts: surviving workers have it mounted.</summary>
    public string SocketDirectory { get; set; } = "";

    /// <summary>Directory for what is known of each worker and for their working directories; made when missing, 0700.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>Name of this node.</summary>
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>Certificate authorities that workers trust instead of the system's, as a PEM file; null for the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Which walls to build.</summary>
    public IsolationChoice Isolation { get; set; }

    /// <summary>Whether to bound memory, CPU and process count by cgroups where this user may.</summary>
    public bool UseCgroups { get; set; } = true;

    /// <summary>Seconds without a link after which a worker ends itself; null for the worker's own default.</summary>
    public int? OrphanSeconds { get; set; }

    /// <summary>Most processes and threads of one worker, where cgroups can bound them.</summary>
    public int MaxThreads { get; set; } = 256;

    /// <summary>How long a stop may take until the process is gone.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

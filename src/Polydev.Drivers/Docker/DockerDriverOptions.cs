namespace Polydev.Drivers.Docker;

/// <summary>How worker containers are started on this machine.</summary>
public sealed class DockerDriverOptions
{
    /// <summary>The engine's socket where nothing says otherwise.</summary>
    public const string DefaultSocket = "/var/run/docker.sock";

    /// <summary>Path of the engine's Unix socket. It must be an engine of this machine: workers get our sockets mounted.</summary>
    public string EngineSocket { get; set; } = DefaultSocket;

    /// <summary>Image of the worker.</summary>
    public string Image { get; set; } = RuntimeImage.Own;

    /// <summary>OCI runtime by the name the engine knows it under, for example <c>runsc</c>; null for the engine's own choice, usually <c>runc</c>.</summary>
    public string? Runtime { get; set; }

    /// <summary>Directory of <c>node.sock</c> and <c>egress.sock</c>, which is all of this machine that a worker sees. Others than its owner must be able to enter it.</summary>
    public string SocketDirectory { get; set; } = "";

    /// <summary>Certificate authorities that workers trust instead of the image's, as a PEM file in <see cref="SocketDirectory"/>; null for the image's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Directory for the id that our containers are labelled with; made when missing, 0700.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>Name of this node.</summary>
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>Seconds without a link after which a worker ends itself; null for the worker's own default.</summary>
    public int? OrphanSeconds { get; set; }

    /// <summary>Whether system calls are filtered by our own profile, which lets through what a worker needs; else by the engine's, which lets through what most programs need.</summary>
    public bool OwnSeccompProfile { get; set; } = true;

    /// <summary>Most processes and threads of one worker.</summary>
    public int MaxThreads { get; set; } = 128;

    /// <summary>Most files and sockets one worker has open.</summary>
    public int MaxOpenFiles { get; set; } = 4096;

    /// <summary>Starts under way at the same time: more make all of them slow.</summary>
    public int ParallelStarts { get; set; } = 4;

    /// <summary>How long the engine may take to place a worker.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop may take until the container is gone.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long to wait for an engine that does not answer, when live workers are to be found again.</summary>
    public TimeSpan RecoveryPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often containers are compared with what is known of them, beside the engine's events.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The socket that the environment names, as the <c>docker</c> command reads it.</summary>
    /// <param name="dockerHost">Value of <c>DOCKER_HOST</c>; null when it is not set.</param>
    /// <returns>A path; null when it names an engine that is not reached over a Unix socket.</returns>
    public static string? SocketFrom(string? dockerHost) => dockerHost switch
    {
        null or "" => DefaultSocket,
        _ when dockerHost.StartsWith("unix://", StringComparison.Ordinal) => dockerHost["unix://".Length..],
        _ => null,
    };
}

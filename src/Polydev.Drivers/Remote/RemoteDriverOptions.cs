namespace Polydev.Drivers.Remote;

/// <summary>How the controller deals with its nodes.</summary>
public sealed class RemoteDriverOptions
{
    /// <summary>File that remembers nodes and their drains over a restart; empty to remember nothing.</summary>
    public string StateFile { get; set; } = "";

    /// <summary>Starts under way at the same time on each node: more make all of them slow.</summary>
    public int ParallelStartsPerNode { get; set; } = 4;

    /// <summary>How long a new connection may take to say what it is.</summary>
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a node is asked whether it is there.</summary>
    public TimeSpan PingEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connected node may say nothing until it counts as away.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a node may be away until its workers count as lost: less than a worker lives without a link, which is a minute.</summary>
    public TimeSpan NodeWindow { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a node may be away until the starts it was asked for are given up: a connection that is dialled again at once loses none.</summary>
    public TimeSpan AnswerPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may take to start a worker; longer than its own driver takes to give up.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a start of the controller waits for the nodes it knew before; longer than a node rests between two dials.</summary>
    public TimeSpan RecoveryPatience { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a node is told again to end what it could not end.</summary>
    public TimeSpan InsistEvery { get; set; } = TimeSpan.FromSeconds(30);
}

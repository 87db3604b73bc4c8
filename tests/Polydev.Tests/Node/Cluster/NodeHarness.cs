using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Node;
using Polydev.Node.Cluster;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Node.Cluster;

/// <summary>A node of a cluster in this process, over its own data directory, whose driver and gateway are recorded.</summary>
internal sealed class NodeHarness : IAsyncDisposable
{
    private readonly ScratchDirectory _home = new();
    private readonly Channel<SetupReply> _setups = Channel.CreateUnbounded<SetupReply>();
    private CancellationTokenSource _stop = new();

    /// <summary>Its data directory.</summary>
    public string Home => _home.Path;

    /// <summary>What the controller told it, for each control connection.</summary>
    public ChannelReader<SetupReply> Setups => _setups.Reader;

    /// <summary>Its run; faulted when it ended by itself.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Control connections it is served over now.</summary>
    public int Controls { get; private set; }

    /// <summary>The name it was let in under.</summary>
    public string? Ready { get; private set; }

    /// <summary>What it does when it is told to stop.</summary>
    public Func<Task> Drain { get; set; } = () => Task.CompletedTask;

    /// <summary>Why its workers cannot be served; null when they can.</summary>
    public string? Obstacle { get; set; }

    /// <summary>A file of its host that cannot be written; null when all can.</summary>
    public string? Broken { get; set; }

    /// <summary>Where its meters come from.</summary>
    public IMeterFactory Meters { get; } = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    /// <summary>What it logged.</summary>
    public LogLines Said { get; } = new();

    /// <summary>How often it ended what runs there because it was put out.</summary>
    public int PutOuts { get; private set; }

    /// <summary>Starts it, or starts it again after it has stopped.</summary>
    public void Start(EndPoint controller, JoinToken? token = null, string name = "one", TimeProvider? time = null)
    {
        _stop = new CancellationTokenSource();
        var options = new ClusterNodeOptions
        {
            Controllers = [(DnsEndPoint)controller],
            DataDirectory = Home,
            Name = name,
            Token = token,
            Node = new NodeOptions { Sockets = SocketDirectory.Prepare(Home), EgressKey = _ => default },
        };
        var work = new NodeWork(
            (setup, _) =>
            {
                _setups.Writer.TryWrite(setup);
                return Task.FromResult(Obstacle);
            },
            ServeAsync)
        { Drain = () => Drain(), PutOut = () => Task.FromResult(PutOuts++) };
        Running = new ClusterNode(options, work, time ?? TimeProvider.System, Meters, Said).RunAsync(node => Ready = node, _stop.Token);
    }

    /// <summary>Starts it and waits until it is connected.</summary>
    public async Task<SetupReply> ConnectAsync(EndPoint controller, JoinToken? token = null, string name = "one", TimeProvider? time = null)
    {
        Start(controller, token, name, time);
        var setup = _setups.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        await await Task.WhenAny(setup, Running);
        return await setup;
    }

    /// <summary>Dials as a worker does.</summary>
    public async Task<Socket> DialAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketDirectory.Prepare(Home).NodeSocket), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Tells it to stop and waits until it has.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _home.Dispose();
    }

    private async Task ServeAsync(IDuplexPipe control, CancellationToken cancellationToken)
    {
        if (Broken is { } reason)
        {
            throw new IOException(reason);
        }

        Controls++;
        try
        {
            await control.Input.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }

        Controls--;
    }
}

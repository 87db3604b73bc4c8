using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>Workers on the nodes that have dialled in: chooses a node for each, and has that node's own driver make it.</summary>
/// <remarks>
/// Workers outlive the driver and the connections: each node says in its hello what it holds. Ends are told once by <see cref="WatchAsync"/>, which has one reader.
/// An allocation carries the name of the node's own driver and the node's name by its certificate, whatever the node itself says.
/// </remarks>
public sealed class RemoteDriver : IWorkerDriver, ILateWorkers, INodes, INodeDrains, IDisposable
{
    /// <summary>Name of the driver.</summary>
    public const string DriverName = "nodes";

    private static readonly TimeSpan s_pulse = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, RemoteNode> _nodes = new(StringComparer.Ordinal);
    private readonly Channel<AllocationEnded> _ended = Channel.CreateUnbounded<AllocationEnded>();
    private readonly Channel<Allocation> _late = Channel.CreateUnbounded<Allocation>();
    private readonly RemoteDriverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeStore _store;
    private readonly RemoteStarts _starts;
    private readonly ITimer _pulse;
    private volatile bool _recovered;

    /// <summary>Makes a driver, with the nodes that are remembered; none of them is connected.</summary>
    public RemoteDriver(RemoteDriverOptions options, TimeProvider time, IMeterFactory meters, ILogger<RemoteDriver> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _store = new NodeStore(options.StateFile, logger);
        foreach (var entry in _store.Read())
        {
            var node = _nodes.GetOrAdd(entry.Name, Make);
            foreach (var (byWhom, deadline) in entry.Drains ?? new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal))
            {
                node.Drains.Add(byWhom, deadline);
            }
        }

        _starts = new RemoteStarts(() => _nodes.Values, options, time, new RemoteMetrics(meters, () => _nodes.Values), logger);
        _pulse = time.CreateTimer(static driver => ((RemoteDriver)driver!).Beat(), this, s_pulse, s_pulse);
    }

    /// <inheritdoc/>
    public string Name => DriverName;

    /// <summary>The nodes as they are now, by name.</summary>
    public IReadOnlyList<NodeDescription> Nodes => [.. _nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal).Select(NodePortrait.Of)];

    /// <summary>Why no worker can be started, and what to do, should that be so.</summary>
    public string WhyNone => NodePortrait.WhyNone(Nodes);

    /// <summary>Until when what runs on a node may go on; null when it does not drain.</summary>
    public DateTimeOffset? DrainsUntil(string node) => _nodes.TryGetValue(node, out var known) ? known.Drains.Deadline : null;

    /// <summary>How long a node has not been connected; zero while it is.</summary>
    public TimeSpan AwayFor(string node) => _nodes.TryGetValue(node, out var known) ? known.AwayFor : TimeSpan.MaxValue;

    /// <summary>Serves a node's control connection to its end.</summary>
    /// <param name="node">The node, by its certificate.</param>
    /// <param name="control">The connection, after all that comes before the first hello.</param>
    /// <param name="closed">Ends it.</param>
    public async Task ServeAsync(string node, IDuplexPipe control, CancellationToken closed)
    {
        using var patience = new CancellationTokenSource(_options.HelloTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, closed);
        var at = _nodes.GetOrAdd(node, Make);
        var channel = new ControlChannel<NodeFrame, NodeCommand>(control, ControlJson.Default.NodeFrame, ControlJson.Default.NodeCommand, reason => new ClosingCommand(reason));
        var session = new NodeSession(channel.Send, channel.Drop);
        string? reason = null;
        try
        {
            reason = await channel.RunAsync(
                frame =>
                {
                    at.OnFrame(session, frame);
                    if (frame is NodeHello)
                    {
                        patience.CancelAfter(Timeout.InfiniteTimeSpan);
                        Remember();
                    }
                },
                _time,
                either.Token);
        }
        finally
        {
            at.OnClosed(session);
            _logger.NodeAway(node, reason ?? "a fault of the controller");
        }
    }

    /// <inheritdoc/>
    public Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(NodePortrait.Together(Nodes));

    /// <inheritdoc/>
    public Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken) => _starts.StartAsync(spec, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken)
    {
        using var patience = new Patience(_options.RecoveryPatience, _time, cancellationToken);
        await Task.WhenAll(_nodes.Values.Select(n => n.Heard)).WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();

        // Whoever comes after this line is handed in late; one that comes in this very moment may be told twice, never not at all.
        _recovered = true;
        return [.. _nodes.Values.SelectMany(n => n.Book.Placed).DistinctBy(a => a.WorkerId, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Allocation> FindLateAsync(CancellationToken cancellationToken) => _late.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<AllocationEnded> WatchAsync(CancellationToken cancellationToken) => _ended.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Ends a worker. On a node that is away this succeeds too, and is done when the node is back.</summary>
    public Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken) =>
        _nodes.TryGetValue(allocation.Node, out var node) ? node.Book.Stop(allocation).WaitAsync(cancellationToken) : Task.FromResult(new StopResult(true));

    /// <inheritdoc/>
    public Task<IReadOnlyList<NodeDescription>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Nodes);

    /// <inheritdoc/>
    public bool Drain(string node, string byWhom, TimeSpan deadline) => Change(node, n => n.Drains.Add(byWhom, _time.GetUtcNow() + deadline));

    /// <inheritdoc/>
    public bool IsDrainedBy(string node, string byWhom) => _nodes.TryGetValue(node, out var known) && known.Drains.Kept.ContainsKey(byWhom);

    /// <inheritdoc/>
    public bool Undrain(string node, string byWhom) => Change(node, n => n.Drains.Remove(byWhom));

    /// <summary>Cuts a node off for good: its workers end, and it is let in only after it has joined again.</summary>
    /// <returns>False when there is no node of that name.</returns>
    public bool Revoke(string node) => Change(node, n => n.Revoke());

    /// <summary>A worker that was placed became warm, or never did: a host on which that happens again and again is rested.</summary>
    /// <param name="allocation">The worker.</param>
    /// <param name="failure">Why it never became warm; null when it did.</param>
    public void StartWent(Allocation allocation, string? failure)
    {
        if (!_nodes.TryGetValue(allocation.Node, out var node))
        {
            return;
        }

        if (failure is null)
        {
            node.Starts.Succeeded();
        }
        else if (node.Connected)
        {
            node.Starts.Failed(failure);
        }
    }

    /// <summary>Ends no worker and closes no connection; only the clock stops.</summary>
    public void Dispose() => _pulse.Dispose();

    private RemoteNode Make(string name) => new(
        name,
        new NodeBook(name, ended => _ended.Writer.TryWrite(ended), Found),
        _options,
        _time,
        _logger);

    private void Found(Allocation allocation)
    {
        if (_recovered)
        {
            _late.Writer.TryWrite(allocation);
        }
    }

    private bool Change(string name, Action<RemoteNode> change)
    {
        if (!_nodes.TryGetValue(name, out var node))
        {
            return false;
        }

        change(node);
        Remember();
        return true;
    }

    private void Remember() => _store.Write(() => _nodes.Values.Where(n => n.State != NodeStates.Revoked).Select(n => new NodeEntry(n.Name, n.Drains.Kept)));

    private void Beat()
    {
        foreach (var node in _nodes.Values)
        {
            node.Beat();
        }
    }
}

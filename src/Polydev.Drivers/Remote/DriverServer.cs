using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>The node's end of the control connection: has the node's own driver do what the controller asks, and says what happens.</summary>
/// <remarks>
/// Lives as long as the node's process and serves one connection after another. What happens between two is said in the next hello. Disposing it ends no worker.
/// </remarks>
/// <param name="driver">The node's own driver.</param>
/// <param name="offer">What the node says of its host.</param>
/// <param name="time">The clock.</param>
/// <param name="meters">Where meters come from.</param>
/// <param name="logger">Where it is told what cannot be told the controller.</param>
public sealed class DriverServer(IWorkerDriver driver, NodeOffer offer, TimeProvider time, IMeterFactory meters, ILogger<DriverServer> logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_statusEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    // After its deadline the controller ends what is left: a node that leaves in this very moment would leave it behind.
    private static readonly TimeSpan s_afterDeadline = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly LocalWorkers _workers = new();
    private readonly LocalMetrics _metrics = new(meters);
    private readonly NodeFiguresSource _figures = new(driver, offer, time);
    private Task? _watching;
    private DateTimeOffset? _drainsUntil;

    /// <summary>Workers that live here or are being started.</summary>
    public int Workers => _workers.Count;

    /// <summary>Serves a connection to its end; the next one waits until this is over.</summary>
    /// <param name="control">The connection, after the line that set it up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ServeAsync(IDuplexPipe control, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await BeginAsync(cancellationToken);
            var figures = await _figures.ReadAsync(cancellationToken);
            var channel = new ControlChannel<NodeCommand, NodeFrame>(control, ControlJson.Default.NodeCommand, ControlJson.Default.NodeFrame, reason => new NodeClosing(reason));
            _workers.Attach(instance => new NodeHello { Instance = instance, Figures = figures, DrainSeconds = DrainSeconds() }, channel.Send);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var status = SayStatusAsync(channel, over.Token);
            try
            {
                await channel.RunAsync(command => OnCommand(command, channel), time, cancellationToken);
            }
            finally
            {
                _workers.Detach();
                await over.CancelAsync();
                await status.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Takes no more workers and waits until those that are here have ended.</summary>
    /// <param name="patience">How long what runs may go on; the controller ends it then, for which there are three seconds more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether none is left.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _drainsUntil = time.GetUtcNow() + patience;
        _workers.Send(new DrainNotice(patience.TotalSeconds));
        using var timer = new PeriodicTimer(s_pause, time);
        while (_workers.Count > 0 && time.GetUtcNow() < _drainsUntil + s_afterDeadline)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return _workers.Count == 0;
    }

    /// <summary>Ends every worker of this host, those that an earlier process of the node left included. Call it when no connection is served.</summary>
    /// <param name="cancellationToken">Waits no longer.</param>
    public async Task EndAllAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        await Parallel.ForEachAsync(_workers.BeginStopAll(), cancellationToken, async (worker, _) => await StopAsync(worker.WorkerId, worker));
        using var timer = new PeriodicTimer(s_look, time);
        while (_workers.Count > 0)
        {
            // Those that were being started.
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Watches the driver no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await (_watching ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
        _one.Dispose();
        _figures.Dispose();
    }

    /// <summary>Before the first connection: what an earlier process of this node left.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_watching is null)
        {
            foreach (var allocation in await driver.RecoverAsync(cancellationToken))
            {
                _workers.Recover(allocation);
            }

            _metrics.Watch(() => _workers.ByState);
            _watching = WatchAsync(_ended.Token);
        }
    }

    private void OnCommand(NodeCommand command, ControlChannel<NodeCommand, NodeFrame> channel)
    {
        switch (command)
        {
            case StartCommand start when _workers.Begin(start):
                _ = StartAsync(start);
                break;
            case StopCommand stop when _workers.BeginStop(stop) is { } allocation:
                _ = StopAsync(stop.Id, allocation);
                break;
            case EndAck ack:
                _workers.Acknowledge(ack.Number);
                break;
            case PingCommand:
                channel.Send(new NodePong());
                break;
            case ClosingCommand closing:
                logger.ControllerCloses(closing.Reason);
                break;
            default:
                break;
        }
    }

    private async Task StartAsync(StartCommand start)
    {
        // A driver may do real work before its first await, and the connection has other lines to read.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        StartResult result;
        try
        {
            result = await driver.StartAsync(start.Spec, _ended.Token);
        }
        catch (Exception e)
        {
            logger.StartBroke(start.Id, e);
            result = StartResult.Failed(DriverError.Unavailable, "the node's driver failed: " + e.Message);
        }

        _metrics.Started(result);
        if (_workers.Settle(start.Id, result) is { } unwanted)
        {
            await StopAsync(start.Id, unwanted);
        }
    }

    private async Task StopAsync(string id, Allocation allocation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Count(_workers.SettleStop(id, await driver.StopAsync(allocation, _ended.Token)));
        }
        catch (Exception e)
        {
            logger.StopBroke(id, e);
            _workers.SettleStop(id, new StopResult(false, "the node's driver failed: " + e.Message));
        }
    }

    private async Task SayStatusAsync(ControlChannel<NodeCommand, NodeFrame> channel, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_statusEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            channel.Send(new NodeStatus(await _figures.ReadAsync(cancellationToken)));
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var ended in driver.WatchAsync(cancellationToken))
                {
                    Count(_workers.OnEnded(ended));
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.WatchFailed(driver.Name, e);
            }

            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Count(bool ended)
    {
        if (ended)
        {
            _metrics.Ended();
        }
    }

    private double? DrainSeconds() => _drainsUntil is { } until ? Math.Max(0, (until - time.GetUtcNow()).TotalSeconds) : null;
}

using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Polydev.Controller.Pools;
using Polydev.Drivers;
using Polydev.Protocol.Link;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Pools;

public sealed class LivePoolTests
{
    [Fact]
    public async Task A_pool_fills_serves_replaces_and_leaves_nothing_behind()
    {
        var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
        var remotes = new ConcurrentBag<Task<FakeWorker?>>();
        var driver = new FakeWorkerDriver();
        var host = await LinkHost.StartAsync(driver);
        var stopping = host.Get<IHostApplicationLifetime>().ApplicationStopping;
        driver.OnStart = (spec, token) =>
        {
            remotes.Add(DialAsync(host.Socket, spec, stopping, token));
            return Task.FromResult(StartResult.Placed(FakeWorkerDriver.Place(spec)));
        };
        host.Pool.Options = new PoolOptions { Floor = 2 };
        await LinkHost.Until(() => host.Pool.View().Ready == 2, soon);

        var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Execution), soon)).Slot;
        Assert.True(slot.Warm);
        await LinkHost.Until(() => host.Pool.View() is { Ready: >= 2, Claimed: 1 }, soon);
        slot.Dispose();
        await LinkHost.Until(() => driver.Stopped.Any(a => a.WorkerId == slot.WorkerId), soon);

        var claims = Enumerable.Range(0, 20).Select(i => host.Pools.ClaimAsync(new ClaimRequest("t" + i, Isolation.Tenant), soon).AsTask()).ToList();
        Assert.All(await Task.WhenAll(claims), claim => Assert.IsType<ClaimResult.Claimed>(claim));
        Assert.InRange(host.Pool.HitRate!.Value, 0.05, 1);
        foreach (var claim in claims)
        {
            Assert.IsType<ClaimResult.Claimed>(await claim).Slot.Dispose();
        }

        await host.DisposeAsync();
        Assert.Empty(driver.Started.Select(s => s.WorkerId).Except(driver.Stopped.Select(a => a.WorkerId), StringComparer.Ordinal));
        foreach (var dial in remotes)
        {
            if (await dial is { } remote)
            {
                await remote.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_start_that_is_under_way_when_the_controller_stops_leaves_no_worker()
    {
        var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
        var placed = new TaskCompletionSource<StartResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var driver = new FakeWorkerDriver { OnStart = (_, _) => placed.Task };
        var host = await LinkHost.StartAsync(driver);
        var workers = host.Workers;
        host.Pool.Options = new PoolOptions { Floor = 1 };
        await LinkHost.Until(() => driver.Started.Count == 1, soon);

        var end = host.DisposeAsync().AsTask();
        await LinkHost.Until(() => workers.Count == 0, soon);
        Assert.False(end.IsCompleted);
        var worker = driver.Started.Single();
        placed.SetResult(StartResult.Placed(FakeWorkerDriver.Place(worker)));
        await end;

        Assert.Equal([worker.WorkerId], driver.Stopped.Select(a => a.WorkerId));
    }

    /// <summary>Joins a worker. Null when the end of the host cut its dial, which the host may do: a replacement can be on its way in at any time.</summary>
    private static async Task<FakeWorker?> DialAsync(string socket, WorkerSpec spec, CancellationToken stopping, CancellationToken cancellationToken)
    {
        try
        {
            return await FakeWorker.DialAsync(socket, new HelloFrame { Nonce = spec.Nonce, WorkerId = spec.WorkerId }, cancellationToken);
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is (SocketException or IOException or OperationCanceledException))
        {
            return null;
        }
    }
}

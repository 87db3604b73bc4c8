using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Process;
using Polydev.Tests.Egress;

namespace Polydev.Tests.Node;

/// <summary>The real worker in the real walls reaches the real gateway: what is missing in there shows only here.</summary>
public sealed class WorkerInWallsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IsolationChoice.Bubblewrap)]
    [InlineData(IsolationChoice.Unshare)]
    [InlineData(IsolationChoice.None)]
    public async Task A_worker_warms_its_TLS_at_the_gateway(IsolationChoice isolation)
    {
        await using var gateway = new GatewayFixture();
        var outcomes = new ConcurrentQueue<string?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, gateway.Meters) && instrument.Name == "polydev.egress.requests")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Enqueue(tags[1].Value as string));
        listener.Start();
        var state = Directory.CreateTempSubdirectory("polydev-").FullName;
        using var driver = new ProcessDriver(
            new ProcessDriverOptions
            {
                WorkerPath = Path.Combine(AppContext.BaseDirectory, "polydev-worker"),
                SocketDirectory = Path.GetDirectoryName(gateway.SocketPath)!,
                StateDirectory = state,
                Isolation = isolation,
            },
            TimeProvider.System,
            NullLogger<ProcessDriver>.Instance);
        var probe = await driver.ProbeAsync(Token);
        Assert.SkipUnless(probe.Usable, probe.Message ?? "");

        var started = await driver.StartAsync(
            new WorkerSpec { WorkerId = "w-" + Guid.NewGuid().ToString("n"), Pool = "default", Nonce = new string('a', 64), MemoryBytes = 256 << 20, Cpus = 0 }, Token);
        Assert.True(started.Started, started.Message);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (outcomes.IsEmpty)
        {
            await Task.Delay(5, patience.Token);
        }

        Assert.True((await driver.StopAsync(started.Allocation, Token)).Stopped);
        Assert.Equal("prewarmed", Assert.Single(outcomes));
        Directory.Delete(state, recursive: true);
    }
}

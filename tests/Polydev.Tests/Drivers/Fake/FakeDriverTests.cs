using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers;
using Polydev.Drivers.Fake;

namespace Polydev.Tests.Drivers.Fake;

/// <summary>The fake driver does what it is told.</summary>
public sealed class FakeDriverTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeDriverOptions _options = new();
    private readonly FakeDriver _driver;

    public FakeDriverTests() => _driver = new FakeDriver(_options, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_is_placed_after_its_delay_and_the_test_hears_of_it()
    {
        _options.StartDelay = TimeSpan.FromSeconds(3);
        WorkerSpec? heard = null;
        _driver.Placed = (spec, _, _) =>
        {
            heard = spec;
            return Task.CompletedTask;
        };

        var start = _driver.StartAsync(Spec("w1"), Token);
        Assert.False(start.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        var started = await start;

        Assert.Equal(started.Allocation, Assert.Single(_driver.Live));
        Assert.Equal("w1", heard!.WorkerId);
    }

    [Theory]
    [InlineData(DriverError.Unavailable)]
    [InlineData(DriverError.OutOfCapacity)]
    [InlineData(DriverError.ImageMissing)]
    [InlineData(DriverError.StartTimedOut)]
    [InlineData(DriverError.NotFound)]
    public async Task A_start_fails_once_when_told_once(DriverError error)
    {
        _driver.FailNext(error, "because");

        var failed = await _driver.StartAsync(Spec("w1"), Token);
        var started = await _driver.StartAsync(Spec("w2"), Token);

        Assert.Equal((error, "because"), (failed.Error, failed.Message));
        Assert.True(started.Started);
        Assert.Equal(2, _driver.Starts);
    }

    [Fact]
    public async Task Ends_by_itself_by_order_and_by_stop_are_told_once_each()
    {
        _options.Lifetime = TimeSpan.FromMinutes(1);
        await _driver.StartAsync(Spec("w1"), Token);
        _options.Lifetime = null;
        await _driver.StartAsync(Spec("w2"), Token);
        var third = await _driver.StartAsync(Spec("w3"), Token);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_driver.End("w2", "out of memory"));
        Assert.False(_driver.End("w2"));
        await _driver.StopAsync(third.Allocation!, Token);

        var told = new List<(string, string)>();
        await foreach (var ended in _driver.WatchAsync(Token))
        {
            told.Add((ended.Allocation.WorkerId, ended.Reason));
            if (told.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([("w1", "exited with code 0"), ("w2", "out of memory"), ("w3", "stopped")], told);
        Assert.Empty(await _driver.RecoverAsync(Token));
    }

    private static WorkerSpec Spec(string id) => new() { WorkerId = id, Pool = "default", Nonce = "n", MemoryBytes = 1, Cpus = 1 };
}

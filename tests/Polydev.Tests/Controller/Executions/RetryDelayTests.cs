using Polydev.Controller.Executions;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Controller.Executions;

/// <summary>How long an attempt waits.</summary>
public sealed class RetryDelayTests
{
    [Fact]
    public void The_providers_own_wait_is_honoured() =>
        Assert.Equal(TimeSpan.FromSeconds(19.871), RetryDelay.After(new ExecutionError { RetryAfterSeconds = 19.871 }, 1, 0.5));

    [Theory]
    [InlineData(1, 0, 125)]
    [InlineData(1, 1, 250)]
    [InlineData(2, 1, 500)]
    [InlineData(3, 0, 500)]
    [InlineData(20, 1, 8000)]
    public void Otherwise_it_doubles_with_jitter_up_to_eight_seconds(int tries, double chance, double expectedMs) =>
        Assert.Equal(expectedMs, RetryDelay.After(new ExecutionError(), tries, chance).TotalMilliseconds, 6);
}

using Polydev.Drivers;

namespace Polydev.Tests.Drivers;

/// <summary>Turns to start.</summary>
public sealed class StartPaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turns_are_given_in_the_order_they_were_asked_for()
    {
        var pace = new StartPace();
        await pace.WaitAsync(Token);
        var (second, third) = (pace.WaitAsync(Token), pace.WaitAsync(Token));

        pace.Release();
        await second;
        Assert.False(third.IsCompleted);
        pace.Release();
        await third;
    }

    [Fact]
    public async Task A_higher_limit_lets_in_who_waits()
    {
        var pace = new StartPace();
        await pace.WaitAsync(Token);
        var second = pace.WaitAsync(Token);
        Assert.False(second.IsCompleted);

        pace.SetLimit(2);

        await second;
    }

    [Fact]
    public async Task Who_gives_up_takes_no_turn()
    {
        var pace = new StartPace();
        await pace.WaitAsync(Token);
        using var given = new CancellationTokenSource();
        var second = pace.WaitAsync(given.Token);
        var third = pace.WaitAsync(Token);

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        pace.Release();

        await third;
    }
}

using Polydev.Controller.Storage;

namespace Polydev.Tests.Controller.Storage;

/// <summary>When the journal's thread is woken, and when it is left to its doze.</summary>
public sealed class JournalSignalTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_thread_that_dozes_is_woken_for_what_is_urgent_only()
    {
        using var signal = new JournalSignal(static () => false, static () => s_long, doze: s_long);
        var thread = Start(signal);
        SpinWait.SpinUntil(() => signal.IsDozing);
        Assert.False(signal.RaiseUnlessDozing());
        Assert.True(signal.IsDozing);
        signal.Raise();
        thread.Join();
        Assert.False(signal.IsDozing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_thread_that_sleeps_for_longer_is_woken_for_what_can_wait(bool forEver)
    {
        using var signal = new JournalSignal(static () => false, () => forEver ? null : s_long, doze: TimeSpan.FromMilliseconds(4));
        var thread = Start(signal);
        SpinWait.SpinUntil(signal.RaiseUnlessDozing);
        thread.Join();
    }

    [Fact]
    public void A_doze_ends_by_itself()
    {
        using var signal = new JournalSignal(static () => false, static () => TimeSpan.FromMilliseconds(1), doze: TimeSpan.FromMilliseconds(4));
        Start(signal).Join();
        Assert.False(signal.IsDozing);
    }

    [Fact]
    public void A_thread_that_is_awake_is_not_woken()
    {
        using var signal = new JournalSignal(static () => true, static () => null, doze: s_long);
        Assert.False(signal.RaiseUnlessDozing());
        signal.Raise();
        signal.Wait();
    }

    private static Thread Start(JournalSignal signal)
    {
        var thread = new Thread(signal.Wait) { IsBackground = true };
        thread.Start();
        return thread;
    }
}

namespace Polydev.SystemTests.Support;

/// <summary>A point at which executions stand still until the test lets them go on: a fault falls in their middle, however slow the machine is.</summary>
internal sealed class Hold
{
    private const int PiecesPerSecond = 25;

    /// <summary>What the simulator is told.</summary>
    public string Word { get; private set; } = NewWord();

    /// <summary>Answers that stand still before their first byte.</summary>
    public string Silent => $"sim-hold-{Word}-after-0-text";

    /// <summary>Streams that stand still in their middle.</summary>
    /// <param name="pieces">How many pieces they have.</param>
    /// <param name="after">How many come before they stand still.</param>
    public string Stream(int pieces, int after) => $"sim-hold-{Word}-after-{after}-chunks-{pieces}-rate-{PiecesPerSecond}";

    /// <summary>Holds what is asked for from now on, whatever was let go before.</summary>
    public void Renew() => Word = NewWord();

    private static string NewWord() => Guid.NewGuid().ToString("N");
}

namespace Polydev.Cli.Surroundings;

/// <summary>Waits for the end of a command that runs until it is told to stop.</summary>
internal static class Waiting
{
    /// <summary>Returns when the token is cancelled; that is how such a command ends well.</summary>
    public static async Task ForInterruptAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }
}

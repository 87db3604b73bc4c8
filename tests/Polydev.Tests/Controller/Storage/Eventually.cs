namespace Polydev.Tests.Controller.Storage;

/// <summary>Waits for a condition that another thread brings about.</summary>
internal static class Eventually
{
    public static async Task Async(Func<bool> condition)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }
}

namespace Polydev.Tests.Worker.Support;

/// <summary>The hard limit of every wait in the worker's tests: a wait that takes longer is a failure and not a hang.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(s_limit, TestContext.Current.CancellationToken);

    public static Task Within(this Task task) => task.WaitAsync(s_limit, TestContext.Current.CancellationToken);
}

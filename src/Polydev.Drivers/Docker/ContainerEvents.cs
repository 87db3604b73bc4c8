using System.Globalization;
using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker;

/// <summary>Hands the engine's events on in their order, on the thread that read them: <see cref="Progress{T}"/> would shuffle them.</summary>
internal sealed class ContainerEvents(Action<Message> tell) : IProgress<Message>
{
    /// <summary>A container ended.</summary>
    public const string Died = "die";

    /// <summary>Its memory was full, and the kernel ended a process of it.</summary>
    public const string OutOfMemory = "oom";

    /// <inheritdoc/>
    public void Report(Message value) => tell(value);

    /// <summary>The worker that an event is about; null when it names none.</summary>
    public static string? WorkerOf(Message message) => message.Actor?.Attributes?.TryGetValue(ContainerLabels.Worker, out var worker) == true ? worker : null;

    /// <summary>The exit code that an event tells; null when it tells none.</summary>
    public static int? ExitCodeOf(Message message) =>
        message.Actor?.Attributes?.TryGetValue("exitCode", out var text) == true && int.TryParse(text, CultureInfo.InvariantCulture, out var code) ? code : null;
}

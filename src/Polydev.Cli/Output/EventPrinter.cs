using Polydev.Cli.Client;
using Polydev.Cli.Surroundings;
using Polydev.Protocol.Events;

namespace Polydev.Cli.Output;

/// <summary>Writes an execution's events to a terminal as they come: the answer as it is, the reasoning dim, all else on standard error.</summary>
internal sealed class EventPrinter(Shell shell, bool json)
{
    private const string Dim = "\e[2m";
    private const string Plain = "\e[0m";

    private bool _reasoning;
    private bool _openLine;

    /// <summary>The terminal event, once it came.</summary>
    public ExecutionEvent? End { get; private set; }

    /// <summary>Writes one event.</summary>
    public void Print(StreamedEvent streamed)
    {
        var item = streamed.Read();
        if (streamed.IsTerminal)
        {
            End = item;
        }

        if (json)
        {
            JsonOutput.WriteEvent(shell.Out, streamed);
            return;
        }

        switch (item)
        {
            case TextEvent text:
                Write(text.Text, reasoning: false);
                break;
            case ReasoningEvent { Text.Length: > 0 } reasoning:
                Write(reasoning.Text, reasoning: true);
                break;
            case ToolCallEvent call:
                Write(call.Name is { } name ? $"{(_openLine ? "\n" : "")}[tool {name}] {call.Arguments}" : call.Arguments, reasoning: false);
                break;
            case ImageEvent image:
                Note($"[image {image.MimeType}, {Format.Bytes(image.Data.Length / 4 * 3)}; --json has its data]");
                break;
            case QueuedEvent { Position: > 0 } queued:
                Note($"queued, place {queued.Position}");
                break;
            case StartedEvent { PreviousError: { } error } started:
                Note($"attempt {started.Attempt} at {started.Provider} {started.Model}, because: {error.Message}");
                break;
        }
    }

    /// <summary>Ends the line the answer stands on.</summary>
    public void EndLine()
    {
        Colour(reasoning: false);
        if (_openLine)
        {
            shell.Out.WriteLine();
            _openLine = false;
        }

        shell.Out.Flush();
    }

    /// <summary>Writes a remark on standard error, on a line of its own.</summary>
    public void Note(string text)
    {
        if (json)
        {
            return;
        }

        EndLine();
        shell.Error.WriteLine(shell.ErrorIsTerminal ? Dim + text + Plain : text);
    }

    private void Write(string text, bool reasoning)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_reasoning && !reasoning)
        {
            EndLine();
        }

        Colour(reasoning);
        // A model may emit control characters; the terminal is the reader's, not the model's.
        shell.Out.Write(shell.OutIsTerminal ? Printable(text) : text);
        shell.Out.Flush();
        _openLine = !text.EndsWith('\n');
    }

    private void Colour(bool reasoning)
    {
        if (_reasoning != reasoning)
        {
            _reasoning = reasoning;
            shell.Out.Write(shell.OutIsTerminal ? reasoning ? Dim : Plain : "");
        }
    }

    private static string Printable(string text) =>
        text.AsSpan().IndexOfAnyInRange('\u0000', '\u001f') < 0 && !text.Contains('\u007f', StringComparison.Ordinal)
            ? text
            : string.Concat(text.Where(c => c is '\n' or '\t' || !char.IsControl(c)));
}

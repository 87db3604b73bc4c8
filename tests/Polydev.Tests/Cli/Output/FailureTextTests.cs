using System.Text.Json;
using Polydev.Cli;
using Polydev.Cli.Output;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Output;

/// <summary>How failures are shown.</summary>
public sealed class FailureTextTests
{
    private static readonly CommandFailure Failure = new("invalid_request", "The request is wrong.", "See the fields.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["max_tokens"] = ["must be at least 1"], ["[x]"] = ["isn't known"] },
    };

    [Fact]
    public void A_person_sees_the_sentence_the_code_the_fields_and_what_to_do()
    {
        using var shell = new TestShell();
        FailureText.Show(shell.Shell, Failure, json: false);
        Assert.Equal("error: The request is wrong. (invalid_request)\n  max_tokens: must be at least 1\n  [x]: isn't known\n  See the fields.\n", shell.Error);
        Assert.Empty(shell.Out);
    }

    [Fact]
    public void A_program_gets_one_json_object_on_one_line()
    {
        using var shell = new TestShell();
        FailureText.Show(shell.Shell, Failure, json: true);
        Assert.Equal(1, shell.Error.Count(c => c == '\n'));
        var error = JsonElement.Parse(shell.Error).GetProperty("error");
        Assert.Equal("invalid_request", error.GetProperty("code").GetString());
        Assert.Equal("The request is wrong.", error.GetProperty("message").GetString());
        Assert.Equal("See the fields.", error.GetProperty("next").GetString());
        Assert.Equal("isn't known", error.GetProperty("errors").GetProperty("[x]")[0].GetString());
    }
}

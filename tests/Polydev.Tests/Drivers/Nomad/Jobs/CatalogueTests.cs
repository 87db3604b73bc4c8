using System.Text.Json;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>What the templates let be chosen, and what they refuse.</summary>
public sealed class CatalogueTests
{
    private static readonly TemplateDefaults s_defaults = new(new JobPlace { Datacenters = ["dc1"] }, "polydev-runtime:1", "polydev-browser:1");

    public static TheoryData<string> Names => [.. TemplateCatalogue.All.Select(kind => kind.Name)];

    [Fact]
    public void Every_template_that_is_deployed_is_offered() =>
        Assert.Equal(DeployedJobs.All.Select(t => t.Template).Order(StringComparer.Ordinal), TemplateCatalogue.All.Select(k => k.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_template_without_a_word_makes_a_job_with_its_mark(string name)
    {
        var (template, faults) = Make(name, "{}");

        Assert.Empty(faults.ByField);
        var job = template!.ToJob();
        Assert.Equal(name, job.Meta![JobTemplate.Mark]);
        Assert.StartsWith(TemplateWords.IdPrefix, job.ID, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_changes_the_job(string name)
    {
        var kind = TemplateCatalogue.Find(name)!;
        var plain = Text(Make(name, "{}", kind.Id is null ? null : "polydev-x").Template!);
        foreach (var parameter in kind.Parameters)
        {
            var value = parameter switch
            {
                { Type: "integer" } => JsonSerializer.Serialize(parameter.Most),
                { Type: "map" } => """{"PROVIDER":"openai"}""",
                { Type: "list" } => """["other"]""",
                { Name: "image" } => "\"other:2\"",
                { Name: "program" or "data_directory" } => "\"/other\"",
                { Name: "node_listen" } => "\"10.0.0.1:4443\"",
                _ => "\"other\"",
            };
            var (template, faults) = Make(name, $$"""{"{{parameter.Name}}":{{value}}}""", kind.Id is null ? null : "polydev-x");
            Assert.Empty(faults.ByField);
            Assert.NotEqual(plain, Text(template!));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_by_field()
    {
        var (template, faults) = Make(
            "runtime-container",
            """{"image":"worker:latest","cpu_mhz":1,"memory_mb":"much","arguments":[1],"environment":{"1A":"x"},"datacenters":["a b"],"nope":true}""",
            "other-job");

        Assert.Null(template);
        Assert.Equal(
            ["id", "parameters.arguments", "parameters.cpu_mhz", "parameters.datacenters", "parameters.environment.1A", "parameters.image", "parameters.memory_mb", "parameters.nope"],
            faults.ByField.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("must be a whole number from 16 to", faults.ByField["parameters.memory_mb"].Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "x")]
    [InlineData("DB_PASSWORD", "x")]
    [InlineData("github_token", "x")]
    [InlineData("MY_SECRET_NAME", "x")]
    [InlineData("SSH_PRIVATE", "x")]
    [InlineData("PLAIN", "sk-proj-0123456789abcdef")]
    [InlineData("PLAIN", "pd_0123456789abcdefghij")]
    [InlineData("PLAIN", "Bearer 0123456789")]
    [InlineData("PLAIN", "-----BEGIN RSA PRIVATE KEY-----")]
    public void A_secret_is_refused_and_not_repeated(string name, string value)
    {
        var (template, faults) = Make("runtime-container", $$$"""{"environment":{"{{{name}}}":"{{{value}}}"}}""");

        Assert.Null(template);
        Assert.True(faults.HasSecret);
        var said = Assert.Single(faults.ByField["parameters.environment." + name]);
        Assert.Contains("/v1/credentials/", said, StringComparison.Ordinal);
        Assert.True(value == "x" || !said.Contains(value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--api-key=abc")]
    [InlineData("sk-proj-0123456789abcdef")]
    public void A_secret_among_the_arguments_is_refused(string argument) =>
        Assert.True(Make("runtime-container", $$"""{"arguments":["{{argument}}"]}""").Faults.HasSecret);

    [Theory]
    [InlineData("PROVIDER", "openai")]
    [InlineData("MAX_TOKENS", "50")]
    [InlineData("KEYBOARD", "us")]
    [InlineData("MODEL", "gpt-4.1-mini")]
    public void What_is_no_secret_is_taken(string name, string value) =>
        Assert.Empty(Make("runtime-container", $$$"""{"environment":{"{{{name}}}":"{{{value}}}"}}""").Faults.ByField);

    [Theory]
    [InlineData("/usr/bin/polydev; rm -rf /")]
    [InlineData("/usr/bin/$(id)")]
    [InlineData("polydev")]
    public void A_path_that_a_shell_would_read_otherwise_is_refused(string path) =>
        Assert.NotEmpty(Make("polydev-controller", JsonSerializer.Serialize(new { program = path })).Faults.ByField);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:0")]
    [InlineData("10.0.0.1:99999")]
    [InlineData("host:4443")]
    [InlineData("10.0.0.1:4443; id")]
    public void An_address_that_nobody_can_listen_at_is_refused(string address) =>
        Assert.NotEmpty(Make("polydev-controller", JsonSerializer.Serialize(new { node_listen = address })).Faults.ByField);

    [Theory]
    [InlineData("{}", "--driver nomad")]
    [InlineData("""{"node_listen":"10.0.0.11:4443"}""", "--driver nodes --node-listen 10.0.0.11:4443")]
    [InlineData("""{"node_listen":"[fd00::1]:4443"}""", "--driver nodes --node-listen [fd00::1]:4443")]
    public void A_controller_has_its_workers_placed_by_the_cluster_or_on_nodes_that_dial_it(string parameters, string command) =>
        Assert.Contains($" up {command} --bind ", Text(Make("polydev-controller", parameters).Template!), StringComparison.Ordinal);

    [Fact]
    public void Numbers_and_lists_may_be_written_as_a_command_line_does()
    {
        var job = Assert.IsType<RuntimeContainerJob>(Make("runtime-container", """{"memory_mb":"512","datacenters":"a, b"}""").Template);

        Assert.Equal(512, job.MemoryMb);
        Assert.Equal(["a", "b"], job.Place.Datacenters);
    }

    [Fact]
    public void A_run_without_an_id_gets_one_of_its_own()
    {
        var (one, other) = (Make("runtime-container", "{}").Template!.ToJob().ID, Make("runtime-container", "{}").Template!.ToJob().ID);

        Assert.NotEqual(one, other);
        Assert.All(new[] { one, other }, id => Assert.Null(TemplateWords.OfId(id)));
    }

    [Theory]
    [InlineData("warm-pool", "polydev-x", "made from the parameters")]
    [InlineData("browser-vm", "polydev-worker-x", "must not begin with")]
    [InlineData("browser-vm", "polydev-a/b", "must begin with")]
    public void An_id_that_cannot_be_is_refused(string template, string id, string why) =>
        Assert.Contains(why, Make(template, "{}", id).Faults.ByField["id"].Single(), StringComparison.Ordinal);

    [Fact]
    public void A_job_on_several_nodes_is_on_each_once()
    {
        var group = Assert.Single(new RuntimeContainerJob { Image = "x:1", Nodes = 3 }.ToJob().TaskGroups!);

        Assert.Equal(3, group.Count);
        Assert.Equal("distinct_hosts", Assert.Single(group.Constraints!).Operand);
    }

    private static (JobTemplate? Template, TemplateFaults Faults) Make(string name, string parameters, string? id = null) =>
        TemplateCatalogue.Find(name)!.Make(JsonElement.Parse(parameters).EnumerateObject().ToDictionary(p => p.Name, p => p.Value), id, s_defaults);

    private static string Text(JobTemplate template) => JsonSerializer.Serialize(template.ToJob(), Polydev.Drivers.Nomad.Client.NomadJson.Default.NomadJob);
}

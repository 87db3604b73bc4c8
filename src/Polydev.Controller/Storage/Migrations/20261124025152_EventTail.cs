using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Polydev.Controller.Storage.Migrations
{
    /// <inheritdoc />
    public partial class EventTail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "event_tail",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    execution = table.Column<long>(type: "INTEGER", nullable: false),
                    first_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    events = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_tail", x => x.number);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "event_tail");
        }
    }
}
